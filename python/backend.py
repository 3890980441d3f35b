"""What pip calls for the tree that this folder is in: setuptools, for this folder. There are no
archives of sources other than the tree."""
import os

from setuptools.build_meta import (build_wheel, get_requires_for_build_wheel,
                                   prepare_metadata_for_build_wheel)

__all__ = ["build_wheel", "get_requires_for_build_wheel", "prepare_metadata_for_build_wheel"]

os.chdir(os.path.dirname(os.path.abspath(__file__)))
