"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

from sporezo import formats

MODULES = [module.name for module in pkgutil.iter_modules(formats.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name):
    outcome = doctest.testmod(importlib.import_module(f"sporezo.formats.{name}"))
    assert outcome.failed == 0


def test_there_are_examples_at_all():
    assert sum(doctest.testmod(importlib.import_module(f"sporezo.formats.{name}")).attempted for name in MODULES) > 10
