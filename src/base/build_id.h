/* Which build of the library runs: the linker's build id, as hexadecimal digits. */
#ifndef DC_BASE_BUILD_ID_H
#define DC_BASE_BUILD_ID_H

enum { DC_BUILD_ID = 65 };

/* "" if the linker gave none. */
void dc_build_id(char id[DC_BUILD_ID]);

#endif
