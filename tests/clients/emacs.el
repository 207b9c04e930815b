;;; Emacs with eglot: diagnostics, hover, code actions, completion.
;;; Run by `tests/clients/run`: emacs -q --batch -l emacs.el BINARY WORKSPACE

(require 'eglot)
(setq command-line-args-left (copy-sequence command-line-args-left))
(defvar binary (pop command-line-args-left))
(defvar workspace (file-name-as-directory (pop command-line-args-left)))
(defvar failures 0)

(defun check (name condition &optional detail)
  (unless condition (setq failures (1+ failures)))
  (princ (format "%s %s%s\n" (if condition "ok  " "FAIL") name (if (and detail (not condition)) (format ": %s" detail) ""))))

(defun eventually (condition)
  (let ((tries 0) value)
    (while (and (< tries 200) (not (setq value (funcall condition))))
      (accept-process-output nil 0.05)
      (setq tries (1+ tries)))
    value))

;; The packaged mode for Terraform is not needed for what is tested here.
(define-derived-mode terraform-mode prog-mode "Terraform" (setq-local comment-start "#"))
(add-to-list 'auto-mode-alist '("\\.tf\\'" . terraform-mode))
(add-to-list 'eglot-server-programs `(terraform-mode . (,binary "lsp")))
(setq eglot-sync-connect 20)

(find-file (concat workspace "main.tf"))
(call-interactively #'eglot)
(defun finding ()
  (flymake-start)
  (seq-find (lambda (diagnostic) (string-match-p "single-az-database" (flymake-diagnostic-text diagnostic))) (flymake-diagnostics)))
(defvar found (eventually #'finding))
(check "a finding appears" found)
(check "it points at the argument of the call" (and found (= 7 (line-number-at-pos (flymake-diagnostic-beg found)))))

(defvar hover
  (jsonrpc-request (eglot-current-server) :textDocument/hover
                   (list :textDocument (list :uri (eglot--path-to-uri (concat workspace "modules/db/main.tf")))
                         :position (list :line 5 :character 12))))
(check "hover tells the region" (string-match-p "eu-west-1" (or (plist-get (plist-get hover :contents) :value) "")))

(goto-char (point-min))
(forward-line 6)
(forward-char 14)
(defvar titles (mapcar (lambda (action) (plist-get action :title)) (eglot-code-actions (point) (point))))
(check "the fix is offered" (member "set `multi_az = true`" titles) titles)

(goto-char (point-min))
(forward-line 5)
(end-of-line)
(insert "\n  # resilint:ignore single-az")
(defvar proposals (all-completions "single-az" (nth 2 (eglot-completion-at-point))))
(check "rules are proposed in a comment" (member "single-az-database" proposals) proposals)

(set-buffer-modified-p nil)
(ignore-errors (eglot-shutdown (eglot-current-server)))
(princ (if (= failures 0) "emacs: all passed\n" (format "emacs: %s failed\n" failures)))
(kill-emacs failures)
