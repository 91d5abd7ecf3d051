"""The programs that others read our files with, each run in an environment of its own."""
