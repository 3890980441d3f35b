"""pip install . at the root of the tree, for an installed libdoublecheck that pkg-config finds
(meson install). Its version is the package's."""
import subprocess
import sys

from setuptools import setup


def installed_version():
    try:
        return subprocess.run(["pkg-config", "--modversion", "doublecheck"], check=True,
                              stdout=subprocess.PIPE).stdout.decode().strip()
    except (OSError, subprocess.CalledProcessError) as reason:
        sys.exit(f"libdoublecheck is not installed where pkg-config finds it: {reason}")


setup(
    name="doublecheck",
    version=installed_version(),
    description="Exact checker of the uniform doubling condition on training sets",
    license="GPL-3.0-or-later",
    python_requires=">=3.9",
    packages=["doublecheck"],
    cffi_modules=["native/build.py:installed"],
    install_requires=["cffi>=1.15", "numpy>=1.20"],
    extras_require={"pandas": ["pandas>=1.3"], "sklearn": ["scikit-learn>=1.2"]},
    zip_safe=False,
)
