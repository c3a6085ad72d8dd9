/* What helper.exe and checks.dll both do. */
#include <windows.h>

#define LONGEST_PATH 32768

/* Wait until nothing runs from the folder; "close" asks its windows to, as by their own button.
 * 1618 where something still runs after so many seconds, else Windows' number for what failed. */
DWORD wait_for(const wchar_t *folder, int seconds, BOOL close);
