;;; tenon.el --- CUE with the language server of Tenon  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: languages, tools
;; URL: https://github.com/tenon-lang/tenon
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; Starts `tenon lsp' for CUE files, by eglot:
;;
;;     (require 'tenon)
;;     (add-hook 'tenon-cue-mode-hook #'eglot-ensure)
;;
;; `tenon-cue-mode' is a small major mode: comments, tabs, highlighting of what regular expressions can tell.  Where a mode
;; named `cue-mode' is installed, that one stays in charge of the files, and the server is started for it as well.

;;; Code:

(require 'prog-mode)

(defvar eglot-server-programs)

(defgroup tenon nil
  "CUE with the language server of Tenon."
  :group 'languages
  :prefix "tenon-")

(defcustom tenon-command '("tenon" "lsp")
  "The language server: a program and its arguments."
  :type '(repeat string))

(defcustom tenon-settings nil
  "What the server is told at its start, as a property list.
Keys are `:concrete', `:tags', `:inlayHints' and `:schemas'; lists
are vectors and false is `:json-false':

    (:tags [\"env=prod\"] :inlayHints (:defaults :json-false))"
  :type '(plist :key-type symbol :value-type sexp))

(defcustom tenon-data-files nil
  "Whether the server also looks after YAML and JSON files."
  :type 'boolean)

(defvar tenon-cue-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?' "\"" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?# "_" table)
    (modify-syntax-entry ?$ "_" table)
    (dolist (operator '(?& ?| ?= ?~ ?< ?> ?! ?* ?+ ?- ?? ?:))
      (modify-syntax-entry operator "." table))
    table)
  "Syntax of `tenon-cue-mode'.")

(defconst tenon--name "\\(?:_?#\\)?[[:alpha:]_$][[:alnum:]_$]*"
  "A name: of a field, of a definition, hidden or not.")

(defconst tenon--font-lock
  `((,(concat "\\(" tenon--name "\\|_?#\\)[?!]?:") 1 font-lock-variable-name-face)
    (,(concat "\\_<\\(let\\)\\s-+\\(" tenon--name "\\)")
     (1 font-lock-keyword-face) (2 font-lock-variable-name-face))
    ("^\\(package\\)\\s-+\\(\\sw+\\)" (1 font-lock-keyword-face) (2 font-lock-constant-face))
    ("^import\\_>" . font-lock-keyword-face)
    (,(regexp-opt '("for" "in" "if" "try" "else" "fallback") 'symbols) . font-lock-keyword-face)
    (,(regexp-opt '("true" "false" "null" "_|_") 'symbols) . font-lock-constant-face)
    (,(regexp-opt '("bool" "bytes" "float" "float32" "float64" "int" "int8" "int16" "int32" "int64" "int128" "number"
                    "rune" "string" "uint" "uint8" "uint16" "uint32" "uint64" "uint128")
                  'symbols)
     . font-lock-type-face)
    ("\\_<_?#[[:alnum:]_$]*" . font-lock-type-face)
    (,(concat (regexp-opt '("len" "close" "and" "or" "div" "mod" "quo" "rem" "error" "matchN" "matchIf") 'symbols) "(")
     1 font-lock-builtin-face)
    ("@[[:alnum:]_.]+" . font-lock-preprocessor-face))
  "What regular expressions can tell of a CUE file.")

(defun tenon-indent-line ()
  "Indent by one tab for each bracket that is open at the start of the line."
  (let* ((state (save-excursion (syntax-ppss (line-beginning-position))))
         (closing (save-excursion (back-to-indentation) (looking-at-p "[]})]")))
         (depth (max 0 (- (car state) (if closing 1 0)))))
    ;; The lines of a multi-line string are its text.
    (if (nth 3 state)
        'noindent
      (if (<= (current-column) (current-indentation))
          (indent-line-to (* depth tab-width))
        (save-excursion (indent-line-to (* depth tab-width)))))))

;;;###autoload
(define-derived-mode tenon-cue-mode prog-mode "CUE"
  "Major mode for CUE files, for use with `tenon lsp'."
  (setq-local comment-start "// ")
  (setq-local comment-start-skip "//+\\s-*")
  (setq-local comment-end "")
  (setq-local indent-tabs-mode t)
  (setq-local tab-width 4)
  (setq-local indent-line-function #'tenon-indent-line)
  (setq-local electric-indent-chars (append "}])" electric-indent-chars))
  (setq-local font-lock-defaults '(tenon--font-lock)))

;;;###autoload
(unless (fboundp 'cue-mode)
  (add-to-list 'auto-mode-alist '("\\.cue\\'" . tenon-cue-mode)))

(defun tenon-contact (&rest _)
  "The server's command with its settings, as eglot asks for it."
  (append tenon-command (and tenon-settings (list :initializationOptions tenon-settings))))

(defun tenon-modes ()
  "The major modes that the server is started for, as eglot names them."
  (append '((tenon-cue-mode :language-id "cue") (cue-mode :language-id "cue"))
          (and tenon-data-files
               '((yaml-mode :language-id "yaml") (yaml-ts-mode :language-id "yaml")
                 (js-json-mode :language-id "json") (json-mode :language-id "json")
                 (json-ts-mode :language-id "json")))))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons (tenon-modes) #'tenon-contact)))

(provide 'tenon)

;;; tenon.el ends here
