"""``python -m qualgraph`` is the command ``qualgraph``."""

from qualgraph.cli import main

main()
