/* Waits until nothing runs from a folder. */
#include "waiting.h"

#include <tlhelp32.h>

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

DWORD wait_for(const wchar_t *folder, int seconds, BOOL close) {
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
