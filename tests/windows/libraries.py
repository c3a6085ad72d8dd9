"""Which libraries a program's folder wants of Windows: Wine has some that a fresh PC has not."""

import re
import subprocess
from pathlib import Path

OF_WINDOWS = re.compile(
    r"""api-ms-win-.* | (
    advapi32|authz|bcrypt|bcryptprimitives|cabinet|comdlg32|crypt32|d3d11|d3d12|d3d9|dnsapi
    |dwmapi|dwrite|dxgi|gdi32|icuuc|imm32|iphlpapi|kernel32|mpr|msi|msvcrt|netapi32|ntdll
    |ole32|oleaut32|rpcrt4|secur32|setupapi|shell32|shlwapi|uiautomationcore|user32|userenv
    |uxtheme|version|winhttp|winmm|winspool|ws2_32|wtsapi32
    )\.(dll|drv)""",
    re.VERBOSE,
)
"""What every Windows 10 has, Microsoft's C library among it."""
KINDS = frozenset({".dll", ".pyd", ".exe", ".com"})


def find_missing_libraries(program: Path) -> dict[str, list[str]]:
    """Return each library that neither the folder nor Windows has, and which files ask for it."""
    files = [one for one in program.rglob("*") if one.suffix.lower() in KINDS]
    here = {one.name.lower() for one in files}
    missing: dict[str, list[str]] = {}
    for file in files:
        for name in _asked_for(file):
            if name not in here and OF_WINDOWS.fullmatch(name) is None:
                missing.setdefault(name, []).append(file.name)
    return missing


def _asked_for(file: Path) -> set[str]:
    said = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", file], capture_output=True, text=True, check=True
    ).stdout
    return {one.lower() for one in re.findall(r"DLL Name: (\S+)", said)}
