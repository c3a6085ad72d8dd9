/* What both installers ask of the system. No window: what went wrong is the exit status.
 *
 * wait FOLDER SECONDS [close]   wait until nothing runs from the folder; with "close" its windows
 *                               are asked to close, as by their own button. 1618 when some still do.
 * site FILE                     put FILE to %PROGRAMDATA%\Attend\site.toml; the one that was there
 *                               stays beside it as site.before.toml.
 *
 * 87 for wrong use, else Windows' own number for what failed.
 */
#include <windows.h>

#include <sddl.h>
#include <shlobj.h>
#include <tlhelp32.h>

#define LONGEST_PATH 32768
#define MOST_PROCESSES 64
#define BETWEEN_MS 250

static DWORD running[MOST_PROCESSES];
static int count;

static BOOL CALLBACK ask_to_close(HWND window, LPARAM unused) {
    DWORD process;
    GetWindowThreadProcessId(window, &process);
    for (int i = 0; i < count; i++)
        if (running[i] == process && IsWindowVisible(window))
            PostMessageW(window, WM_CLOSE, 0, 0);
    return TRUE;
}

static void find_running(const wchar_t *folder) {
    static wchar_t image[LONGEST_PATH];
    size_t length = wcslen(folder);
    PROCESSENTRY32W entry = {.dwSize = sizeof entry};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    count = 0;
    for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry)) {
        if (entry.th32ProcessID == GetCurrentProcessId() || count == MOST_PROCESSES)
            continue;
        HANDLE process =
            OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, entry.th32ProcessID);
        DWORD size = LONGEST_PATH;
        if (process == NULL)
            continue;
        if (QueryFullProcessImageNameW(process, 0, image, &size) && size > length &&
            CompareStringOrdinal(image, (int)length, folder, (int)length, TRUE) == CSTR_EQUAL &&
            image[length] == L'\\')
            running[count++] = entry.th32ProcessID;
        CloseHandle(process);
    }
    CloseHandle(all);
}

static int wait_for(const wchar_t *folder, int seconds, BOOL close) {
    static wchar_t whole[LONGEST_PATH];
    DWORD length = GetFullPathNameW(folder, LONGEST_PATH, whole, NULL);
    if (length == 0 || length >= LONGEST_PATH)
        return ERROR_BAD_PATHNAME;
    if (whole[length - 1] == L'\\')
        whole[length - 1] = 0;
    for (int waited = 0;; waited += BETWEEN_MS) {
        find_running(whole);
        if (count == 0)
            return 0;
        if (waited >= seconds * 1000)
            return ERROR_INSTALL_ALREADY_RUNNING;
        if (close)
            EnumWindows(ask_to_close, 0);
        Sleep(BETWEEN_MS);
    }
}

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
