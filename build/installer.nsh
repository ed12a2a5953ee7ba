; Windows knows files by extension only. Drydock lists itself under "Open with" for YAML files and takes over none of them,
; which electron-builder's own fileAssociations would.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Drydock.Compose" "" "Compose file"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Drydock.Compose\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Drydock.Compose\shell\open\command" "" '"$appExe" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.yaml\OpenWithProgids" "Drydock.Compose" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\.yml\OpenWithProgids" "Drydock.Compose" ""
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Drydock.Compose"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.yaml\OpenWithProgids" "Drydock.Compose"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.yml\OpenWithProgids" "Drydock.Compose"
!macroend
