"""What the second verifiers of floors share: how they end, and being run by hand."""

import sys

from verify import Malformed, Rejected


def outcome(check, data, text):
    """The exit status of a verifier's function on data and certificate, and the claim."""
    try:
        return 0, check(data, text)
    except Rejected:
        return 1, None
    except Malformed:
        return 2, None


def main(check, names, arguments):
    """DATA CERTIFICATE: prints those parts of the claim, and the verdict."""
    data, certificate = (open(path, "rb").read() for path in arguments)
    try:
        claim = check(data, certificate.decode("latin-1"))
    except Rejected as reason:
        print("REJECTED")
        print(reason, file=sys.stderr)
        return 1
    except Malformed as reason:
        print("MALFORMED")
        print(reason, file=sys.stderr)
        return 2
    for name in names:
        print(f"  {name:12} {claim[name]}")
    print("VERIFIED")
    return 0
