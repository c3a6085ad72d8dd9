/* What the .msi asks before anything is changed. Each refusal is a sentence: it goes into the log,
 * and into a box where the person who installs has one. Windows keeps its own eye on room and on two
 * installations at once, and puts back what it has begun; these refuse before there is a beginning.
 *
 * Properties: PROGRAMDIR; ROOM, the kB that the program takes; CLOSE.
 */
#include "waiting.h"

#include <msi.h>
#include <msiquery.h>
#include <stdio.h>

#define PATIENCE_SECONDS 60
#define WORDS 512

static UINT refuse(MSIHANDLE session, const wchar_t *words) {
    MSIHANDLE record = MsiCreateRecord(1);
    MsiRecordSetStringW(record, 0, words);
    MsiProcessMessage(session, INSTALLMESSAGE_ERROR, record);
    MsiCloseHandle(record);
    return ERROR_INSTALL_FAILURE;
}

static const wchar_t *read(MSIHANDLE session, const wchar_t *name, wchar_t *value, DWORD size) {
    if (MsiGetPropertyW(session, name, value, &size) != ERROR_SUCCESS)
        value[0] = 0;
    return value;
}

/* One set-up at a time, setup.exe's among them. The handle is Windows' to close, with the process
 * that lives as long as this installation. */
UINT __stdcall CheckAlone(MSIHANDLE session) {
    HANDLE only = CreateMutexW(NULL, FALSE, L"Global\\AttendSetup");
    if (only == NULL || GetLastError() == ERROR_ALREADY_EXISTS)
        return refuse(session, L"Attend is being installed or removed on this PC already. Wait until "
                               L"that is done, then start this again. Nothing was changed.");
    return ERROR_SUCCESS;
}

UINT __stdcall CheckRoom(MSIHANDLE session) {
    static wchar_t folder[LONGEST_PATH], taken[16], words[WORDS];
    ULARGE_INTEGER free_bytes;
    read(session, L"PROGRAMDIR", folder, LONGEST_PATH);
    ULONGLONG wanted = _wtoi(read(session, L"ROOM", taken, 16));
    /* The folder may have to be made yet: ask the nearest that is there. */
    while (folder[0] != 0 && !GetDiskFreeSpaceExW(folder, &free_bytes, NULL, NULL)) {
        wchar_t *end = folder + wcslen(folder) - 1;
        if (*end == L'\\')
            *end = 0;
        end = wcsrchr(folder, L'\\');
        if (end == NULL)
            return ERROR_SUCCESS; /* a disk that does not say: Windows itself will */
        end[end[-1] == L':'] = 0;
    }
    wanted = wanted * 5 / 4; /* what Windows keeps besides */
    if (folder[0] == 0 || free_bytes.QuadPart / 1024 >= wanted)
        return ERROR_SUCCESS;
    _snwprintf(words, WORDS, L"There is not enough room for Attend on this PC: it needs %lu MB, %lu are "
                             L"free. Make room, then start this again. Nothing was changed.",
               (unsigned long)(wanted / 1024), (unsigned long)(free_bytes.QuadPart >> 20));
    return refuse(session, words);
}

UINT __stdcall WaitFirst(MSIHANDLE session) {
    static wchar_t folder[LONGEST_PATH], close[16];
    read(session, L"PROGRAMDIR", folder, LONGEST_PATH);
    read(session, L"CLOSE", close, 16);
    if (wait_for(folder, PATIENCE_SECONDS, wcscmp(close, L"close") == 0) != 0)
        return refuse(session, L"Attend is still open on this PC. Close it, then start this again. "
                               L"Nothing was changed.");
    return ERROR_SUCCESS;
}
