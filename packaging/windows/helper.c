/* What both installers ask of the system. No window: what went wrong is the exit status.
 *
 * wait FOLDER SECONDS [close]   wait until nothing runs from the folder; with "close" its windows
 *                               are asked to close, as by their own button. 1618 when some still do.
 * site FILE                     put FILE to %PROGRAMDATA%\Attend\site.toml; the one that was there
 *                               stays beside it as site.before.toml.
 *
 * 87 for wrong use, else Windows' own number for what failed.
 */
#include "waiting.h"

#include <sddl.h>
#include <shlobj.h>

/* Everybody reads what this PC is; who installs programs writes it. */
static const wchar_t RIGHTS[] = L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;GRGX;;;BU)";

static int put_site(const wchar_t *from) {
    static wchar_t to[LONGEST_PATH], made[LONGEST_PATH], before[LONGEST_PATH];
    SECURITY_ATTRIBUTES rights = {.nLength = sizeof rights};
    wchar_t *data = NULL;
    if (FAILED(SHGetKnownFolderPath(&FOLDERID_ProgramData, 0, NULL, &data)))
        return ERROR_PATH_NOT_FOUND;
    wcscpy(to, data);
    wcscat(to, L"\\Attend");
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
            RIGHTS, SDDL_REVISION_1, &rights.lpSecurityDescriptor, NULL))
        return GetLastError();
    if (!CreateDirectoryW(to, &rights) && GetLastError() != ERROR_ALREADY_EXISTS)
        return GetLastError();
    wcscpy(made, to);
    wcscpy(before, to);
    wcscat(to, L"\\site.toml");
    wcscat(made, L"\\site.new.toml");
    wcscat(before, L"\\site.before.toml");
    if (!CopyFileW(from, made, FALSE))
        return GetLastError();
    SetFileAttributesW(made, FILE_ATTRIBUTE_NORMAL);
    CopyFileW(to, before, FALSE); /* there may be none */
    if (!MoveFileExW(made, to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
        DWORD error = GetLastError();
        DeleteFileW(made);
        return error;
    }
    return 0;
}

int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, wchar_t *line, int show) {
    if (__argc >= 4 && wcscmp(__wargv[1], L"wait") == 0)
        return wait_for(
            __wargv[2], _wtoi(__wargv[3]), __argc > 4 && wcscmp(__wargv[4], L"close") == 0);
    if (__argc == 3 && wcscmp(__wargv[1], L"site") == 0)
        return put_site(__wargv[2]);
    return ERROR_INVALID_PARAMETER;
}
