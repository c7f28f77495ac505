"""The archive package: what goes in, how it is written, how the job makes it."""
