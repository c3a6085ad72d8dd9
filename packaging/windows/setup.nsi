; setup.exe: installs Attend for everybody on this PC. Defined by pack.sh: VERSION, NUMBERS, APP (the
; program's folder), HELPER, ICON, OUT, SIZE (kB), and SIGN where there is a certificate.
;
; /S             asks nothing      /SITE=FILE  what this PC is, put to %PROGRAMDATA%\Attend\site.toml
; /CLOSE         closes Attend where it is open, instead of waiting for a minute
; /D=FOLDER      another folder than Program Files\Attend; the last argument, without quotes
;
; Exit status, in Windows' own numbers: 0 done, 1 given up by the person, 2 no such site file,
; 112 no room, 1603 failed, 1618 Attend or another set-up is open, 1638 a newer Attend is here.
; Whenever it is not 0, the Attend that was there is there still (or the new one, without its site
; file, where only that could not be put in its place).
Unicode true
Target amd64-unicode
SetDatablockOptimize on
!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh

Name "Attend"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\Attend"
RequestExecutionLevel admin
ManifestSupportedOS Win10
ManifestDPIAware true
ManifestLongPathAware true
BrandingText "Attend ${VERSION}"
VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
VIAddVersionKey /LANG=2057 ProductName "Attend"
VIAddVersionKey /LANG=2057 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=2057 CompanyName "Attend"
VIAddVersionKey /LANG=2057 FileDescription "Installs Attend"
VIAddVersionKey /LANG=2057 FileVersion "${VERSION}"
VIAddVersionKey /LANG=2057 LegalCopyright "Apache License 2.0"
!ifdef SIGN
  !uninstfinalize '"${SIGN}" "%1"' = 0
!endif

!define OURS "Software\Attend"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Attend"
!define DONE 0
!define NO_FILE 2
!define NO_ROOM 112
!define FAILED 1603
!define IS_OPEN 1618
!define IS_NEWER 1638
!define PATIENCE 60 ; seconds

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_NOAUTOCLOSE
!define MUI_FINISHPAGE_TITLE "Attend is installed"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "Open Attend"
!define MUI_FINISHPAGE_RUN_FUNCTION OpenAttend
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Var Site
Var Close
Var Status
Var Words

; Says $Words: in a box, or silently to standard output where there is one, and always into the
; log in the person's temporary folder.
!macro Say UN
Function ${UN}Say
  Push $0
  Push $1
  ClearErrors
  FileOpen $0 "$TEMP\attend-setup.log" a
  ${IfNot} ${Errors}
    FileSeek $0 0 END
    FileWriteUTF16LE /BOM $0 "Attend ${VERSION}: $Words$\r$\n"
    FileClose $0
  ${EndIf}
  ClearErrors
  ${If} ${Silent}
    System::Call 'kernel32::AttachConsole(i -1)'
    System::Call 'kernel32::GetStdHandle(i -11) p .r0'
    ${If} $0 P<> 0
    ${AndIf} $0 P<> -1
      System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w "$Words", i -1, m .r1, i ${NSIS_MAX_STRLEN}, p 0, p 0)'
      FileWrite $0 "$1$\r$\n"
    ${EndIf}
  ${Else}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$Words"
  ${EndIf}
  Pop $1
  Pop $0
FunctionEnd
!macroend
!insertmacro Say ""
!insertmacro Say "un."

!macro GiveUp UN STATUS WORDS
  StrCpy $Words "${WORDS}"
  Call ${UN}Say
  RMDir "$INSTDIR" ; where it is empty
  SetErrorLevel ${STATUS}
  Quit
!macroend

; Waits until nothing of Attend runs; $Status is 0 then.
!macro WaitForAttend UN
Function ${UN}WaitForAttend
  InitPluginsDir
  SetOutPath "$PLUGINSDIR"
  File "/oname=$PLUGINSDIR\helper.exe" "${HELPER}"
  StrCpy $1 ${PATIENCE}
  ${IfNot} ${Silent}
    StrCpy $1 2
  ${EndIf}
  again:
  ExecWait '"$PLUGINSDIR\helper.exe" wait "$INSTDIR\program" $1 $Close' $Status
  ${If} $Status <> 0
  ${AndIfNot} ${Silent}
    MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "Attend is open on this PC. Finish what is being typed in it, close it, then choose Retry." IDRETRY again
  ${EndIf}
FunctionEnd
!macroend
!insertmacro WaitForAttend ""
!insertmacro WaitForAttend "un."

!macro OnlyOne UN
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Global\AttendSetup") p .r0 ?e'
  Pop $1
  ${If} $0 P= 0
  ${OrIf} $1 = 183
    !insertmacro GiveUp "${UN}" ${IS_OPEN} "Attend is being installed or removed on this PC already. Wait until that is done, then start this again."
  ${EndIf}
!macroend

; Reads what was typed as Windows itself takes it apart: /SITE="a b" and "/SITE=a b" are the same.
!macro ReadArguments
  StrCpy $Site ""
  StrCpy $Close ""
  System::Call 'kernel32::GetCommandLineW() p .r0'
  System::Call 'shell32::CommandLineToArgvW(p r0, *i .r1) p .r2'
  ${ForEach} $3 1 $1 + 1
    ${If} $3 < $1
      IntOp $4 $3 * 8
      IntPtrOp $4 $2 + $4
      System::Call '*$4(w .r5)'
      StrCpy $6 $5 6
      ${If} $6 == "/SITE="
        StrCpy $Site $5 "" 6
      ${ElseIf} $5 == "/CLOSE"
        StrCpy $Close "close"
      ${EndIf}
    ${EndIf}
  ${Next}
!macroend

Function .onInit
  SetRegView 64
  SetShellVarContext all
  !insertmacro OnlyOne ""
  !insertmacro ReadArguments
  ${If} $Site != ""
    GetFullPathName $0 "$Site"
    ${If} $0 == ""
    ${OrIfNot} ${FileExists} "$0"
    ${OrIf} ${FileExists} "$0\*.*"
      !insertmacro GiveUp "" ${NO_FILE} "There is no site file $Site. Name the file that says what this PC is: /SITE=FILE. Nothing was installed."
    ${EndIf}
    StrCpy $Site $0
  ${EndIf}
  ReadRegStr $0 HKLM "${OURS}" "Installer"
  ${If} $0 == "msi"
    !insertmacro GiveUp "" ${FAILED} "Attend was installed here by its .msi. Use the new .msi, or remove Attend first; the practice’s data is kept."
  ${EndIf}
  ReadRegStr $0 HKLM "${ENTRY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 = 1
      !insertmacro GiveUp "" ${IS_NEWER} "A newer Attend ($0) is on this PC. A practice it has opened can’t be opened with ${VERSION}. Nothing was changed."
    ${EndIf}
    ReadRegStr $0 HKLM "${ENTRY}" "InstallLocation"
    ${If} $0 != ""
      StrCpy $INSTDIR $0 ; a newer one goes where the older one is
    ${EndIf}
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  !insertmacro OnlyOne "un."
  !insertmacro ReadArguments
FunctionEnd

; Room for the program, and in the temporary folder for the same: NSIS unpacks it there first.
!macro CheckRoom
  IntOp $1 ${SIZE} / 1000
  !insertmacro RefuseWithoutRoom "$TEMP"
  ${GetRoot} "$INSTDIR" $2
  ${GetRoot} "$TEMP" $3
  ${If} $2 == $3
    IntOp $1 $1 * 2
  ${EndIf}
  !insertmacro RefuseWithoutRoom "$INSTDIR"
!macroend

!macro RefuseWithoutRoom FOLDER
  ClearErrors
  ${DriveSpace} "${FOLDER}" "/D=F /S=M" $0
  ${IfNot} ${Errors}
  ${AndIf} $0 <= $1
    !insertmacro GiveUp "" ${NO_ROOM} "There is not enough room in ${FOLDER}: Attend needs $1 MB, $0 are free. Make room, then start this again. Nothing was changed."
  ${EndIf}
!macroend

; NSIS itself gives up where a file can't be written to its end.
Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\program.new"
  RMDir "$INSTDIR"
  StrCpy $Words "Attend can’t be written into $INSTDIR. Look whether the disk is full, then start this again. Nothing was changed."
  Call Say
  SetErrorLevel ${FAILED}
FunctionEnd

Function OpenAttend
  ; as the person, not as the administrator who installs
  Exec '"$WINDIR\explorer.exe" "$SMPROGRAMS\Attend\Attend.lnk"'
FunctionEnd

; The old program stays whole until the new one is unpacked beside it; then the two change places.
Section "Attend"
  ${If} ${FileExists} "$INSTDIR\program.old\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\program\Attend.exe"
    RMDir /r "$INSTDIR\program" ; a set-up was stopped between the two names
    Rename "$INSTDIR\program.old" "$INSTDIR\program"
  ${EndIf}
  RMDir /r "$INSTDIR\program.new"
  ClearErrors
  CreateDirectory "$INSTDIR"
  ${If} ${Errors}
    !insertmacro GiveUp "" ${FAILED} "There can be no folder $INSTDIR on this PC. Name another one, then start this again. Nothing was changed."
  ${EndIf}
  !insertmacro CheckRoom
  SetOutPath "$INSTDIR\program.new"
  ClearErrors
  SetOverwrite try
  File /r "${APP}/*"
  WriteUninstaller "$INSTDIR\program.new\uninstall.exe"
  ${If} ${Errors}
    SetOutPath "$TEMP"
    RMDir /r "$INSTDIR\program.new"
    !insertmacro GiveUp "" ${FAILED} "Attend can’t be written into $INSTDIR. Look whether the disk is full, then start this again. Nothing was changed."
  ${EndIf}
  Call WaitForAttend
  SetOutPath "$TEMP" ; a folder that is somebody’s current one can’t be renamed
  ${If} $Status <> 0
    RMDir /r "$INSTDIR\program.new"
    !insertmacro GiveUp "" ${IS_OPEN} "Attend is still open on this PC. Close it, then start this again. Nothing was changed."
  ${EndIf}
  RMDir /r "$INSTDIR\program.old"
  ${If} ${FileExists} "$INSTDIR\program\*.*"
    ClearErrors
    Rename "$INSTDIR\program" "$INSTDIR\program.old"
    ${If} ${Errors}
      RMDir /r "$INSTDIR\program.new"
      !insertmacro GiveUp "" ${IS_OPEN} "Something on this PC is using Attend’s files. Close it, or start the PC again, then start this again. Nothing was changed."
    ${EndIf}
  ${EndIf}
  ClearErrors
  Rename "$INSTDIR\program.new" "$INSTDIR\program"
  ${If} ${Errors}
    Rename "$INSTDIR\program.old" "$INSTDIR\program"
    RMDir /r "$INSTDIR\program.new"
    !insertmacro GiveUp "" ${FAILED} "Attend can’t be put into $INSTDIR. Nothing was changed."
  ${EndIf}
  RMDir /r "$INSTDIR\program.old"

  CreateDirectory "$SMPROGRAMS\Attend"
  SetOutPath "$INSTDIR\program" ; where the links start
  CreateShortCut "$SMPROGRAMS\Attend\Attend.lnk" "$INSTDIR\program\Attend.exe" "" "$INSTDIR\program\Attend.exe" 0 SW_SHOWNORMAL "" "The front desk"
  CreateShortCut "$SMPROGRAMS\Attend\Attend commands.lnk" "$SYSDIR\cmd.exe" '/k "$INSTDIR\program\commands.cmd"' "$INSTDIR\program\Attend.exe" 0 SW_SHOWNORMAL "" "Check, copy, upgrade and more, by typing"
  SetOutPath "$TEMP"

  WriteRegStr HKLM "${OURS}" "Installer" "setup"
  WriteRegStr HKLM "${OURS}" "Folder" "$INSTDIR"
  WriteRegStr HKLM "${ENTRY}" "DisplayName" "Attend"
  WriteRegStr HKLM "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${ENTRY}" "Publisher" "Attend"
  WriteRegStr HKLM "${ENTRY}" "DisplayIcon" "$INSTDIR\program\Attend.exe"
  WriteRegStr HKLM "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${ENTRY}" "UninstallString" '"$INSTDIR\program\uninstall.exe"'
  WriteRegStr HKLM "${ENTRY}" "QuietUninstallString" '"$INSTDIR\program\uninstall.exe" /S'
  WriteRegDWORD HKLM "${ENTRY}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKLM "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKLM "${ENTRY}" "NoRepair" 1
  ${If} $Site != ""
    ExecWait '"$PLUGINSDIR\helper.exe" site "$Site"' $Status
    ${If} $Status <> 0
      !insertmacro GiveUp "" $Status "Attend is installed, but $Site can’t be put to $APPDATA\Attend\site.toml (error $Status)."
    ${EndIf}
  ${EndIf}
  SetErrorLevel ${DONE}
SectionEnd

Section "Uninstall"
  GetFullPathName $INSTDIR "$INSTDIR\.." ; uninstall.exe is in "program"
  Call un.WaitForAttend
  SetOutPath "$TEMP"
  ${If} $Status <> 0
    !insertmacro GiveUp "un." ${IS_OPEN} "Attend is still open on this PC. Close it, then remove it. Nothing was changed."
  ${EndIf}
  ; Only what the set-up made: whatever else is in the folder stays, and the folder with it.
  RMDir /r "$INSTDIR\program"
  RMDir /r "$INSTDIR\program.new"
  RMDir /r "$INSTDIR\program.old"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Attend\Attend.lnk"
  Delete "$SMPROGRAMS\Attend\Attend commands.lnk"
  RMDir "$SMPROGRAMS\Attend"
  DeleteRegKey HKLM "${ENTRY}"
  DeleteRegKey HKLM "${OURS}"
  StrCpy $Words "Attend was removed. The practice’s data stays: %LOCALAPPDATA%\attend of each person, $APPDATA\Attend, and the database that site.toml there names."
  Call un.Say
SectionEnd
