"""Makes the extension doublecheck._native from the library's public headers.

build.py INCLUDE OUTPUT.c   writes the C source, for the headers in INCLUDE/doublecheck

The declarations that cffi gets are those of the headers, read here, and the compiler checks
them against the headers again: there is no second list that could differ. setup.py calls
`installed`, for the headers of the installed library.
"""
import os
import re
import subprocess
import sys

from cffi import FFI

HERE = os.path.dirname(os.path.abspath(__file__))

GMP = """
typedef struct { ...; } __mpz_struct;
typedef struct { ...; } __mpq_struct;
typedef __mpz_struct mpz_t[1];
typedef __mpq_struct mpq_t[1];
void mpq_init(mpq_t);
void mpq_clear(mpq_t);
void mpq_set(mpq_t, const mpq_t);
"""


def includes(text):
    """The public headers that a header includes, in order."""
    return re.findall(r"^#include <doublecheck/(\w+\.h)>$", text, re.MULTILINE)


def declarations(text):
    """A header without comments, directives of the preprocessor and attributes."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
    text = re.sub(r"^#ifdef __cplusplus\n.*?^#endif$", "", text,
                  flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^#(?:[^\n]*\\\n)*[^\n]*$", "", text, flags=re.MULTILINE)
    # cffi 1.15 cannot spell a pointer to an array of constants.
    text = re.sub(r"\bconst (mp[qz]_t \*)", r"\1", text)
    text = re.sub(r"\bDC_PRINTF\([^)]*\)", "", text)
    return re.sub(r"\bDC_(?:API|MUST_USE)\b", "", text)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def collect(folder, name="doublecheck.h", seen=None):
    """Declarations of a header of folder, those that it includes first, each once."""
    seen = set() if seen is None else seen
    if name in seen:
        return ""
    seen.add(name)
    text = read(os.path.join(folder, name))
    before = "".join(collect(folder, other, seen) for other in includes(text))
    return before + declarations(text)


def make(include, **keywords):
    """An FFI for the headers in include/doublecheck."""
    ffi = FFI()
    ffi.cdef(GMP + collect(os.path.join(include, "doublecheck"))
             + declarations(read(os.path.join(HERE, "host.h")))
             + "\nstatic char *const host_programs;\n")
    ffi.set_source("doublecheck._native", """
#include "host.h"
#ifndef DC_PROGRAMS
#define DC_PROGRAMS ""
#endif
/* Where the programs of the library are installed. */
static char *const host_programs = DC_PROGRAMS;
""", **keywords)
    return ffi


def pkg_config(*arguments):
    return subprocess.run(["pkg-config", *arguments, "doublecheck"], check=True,
                          stdout=subprocess.PIPE).stdout.decode().split()


def installed():
    """An FFI for the library that pkg-config finds."""
    include, = pkg_config("--variable=includedir")
    prefix, = pkg_config("--variable=prefix")
    folders = [flag[2:] for flag in pkg_config("--libs-only-L")]
    libdir, = pkg_config("--variable=libdir")
    return make(include,
                sources=[os.path.relpath(os.path.join(HERE, "host.c"))],
                include_dirs=[os.path.relpath(HERE), include],
                library_dirs=folders or [libdir], runtime_library_dirs=[libdir],
                libraries=["doublecheck", "gmp"],
                define_macros=[("DC_PROGRAMS", f'"{prefix}/bin"')])


if __name__ == "__main__":
    make(sys.argv[1]).emit_c_code(sys.argv[2])
