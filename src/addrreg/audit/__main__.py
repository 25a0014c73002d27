"""Print the table of findings of docs/audit.md: ``python -m addrreg.audit``."""

from __future__ import annotations

from addrreg.audit.catalogue import markdown

if __name__ == "__main__":
    print(markdown())
