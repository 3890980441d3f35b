/* What became of the proof, as text. */
#include "cli.h"
#include "report.h"

const char *cli_report_proof(const cli_report *report) {
    static const char *const names[] = {
        [CLI_PROOF_NONE] = NULL,
        [CLI_PROOF_UNVERIFIED] = "unverified",
        [CLI_PROOF_STOPPED] = "stopped",
        [CLI_PROOF_VERIFIED] = "verified",
    };
    return names[report->proof.state];
}

static void print_certificate(FILE *out, const cli_proof *proof) {
    fprintf(out, "  %-12s ", "certificate");
    if (proof->path) {
        cli_print_clean(out, proof->path);
        fputs(", ", out);
    }
    fprintf(out, "%llu bytes, written in %.2f s\n", (unsigned long long)proof->bytes,
            proof->write_seconds);
}

void cli_text_print_proof(FILE *out, const cli_report *report) {
    const cli_proof *proof = &report->proof;
    const char *state = cli_report_proof(report);
    if (!state)
        return;
    fputs("\nproof\n", out);
    if (proof->bytes)
        print_certificate(out, proof);
    fprintf(out, "  %-12s ", state);
    if (proof->state == CLI_PROOF_VERIFIED)
        fprintf(out, "by doublecheck-verify in %.2f s\n", proof->verify_seconds);
    else if (proof->state == CLI_PROOF_UNVERIFIED)
        fputs("(--no-verify)\n", out);
    else
        fputs("before it was checked\n", out);
}
