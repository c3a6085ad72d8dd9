@echo off
rem A window to type commands in: "attend" is found, and files are written where the person may.
set "PATH=%~dp0;%PATH%"
cd /d "%USERPROFILE%"
attend --help
