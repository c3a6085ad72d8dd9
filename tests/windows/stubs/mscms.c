/* Test only: colour profiles of a screen, which Wine 8 knows too little of. */
#define NONE(name) long long name(void) { return 0; }
NONE(WcsCreateIccProfile) NONE(OpenColorProfileW) NONE(CloseColorProfile)
NONE(GetColorProfileFromHandle)
int DllMainCRTStartup(void *dll, unsigned why, void *more) { return 1; }
