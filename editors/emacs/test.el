;;; test.el --- Tests of tenon.el  -*- lexical-binding: t; -*-

;;; Commentary:

;; Text in, text out.  `test.sh' runs them.

;;; Code:

(require 'ert)
(require 'tenon)

(ert-deftest tenon-test-files ()
  (should (eq 'tenon-cue-mode (assoc-default "a/b.cue" auto-mode-alist #'string-match-p))))

(ert-deftest tenon-test-indents ()
  (with-temp-buffer
    (insert "a: {\nb: [\n1,\n]\n// c\nc: \"\"\"\n  text\n\"\"\"\n}\n")
    (tenon-cue-mode)
    (indent-region (point-min) (point-max))
    (should (equal (buffer-string) "a: {\n\tb: [\n\t\t1,\n\t]\n\t// c\n\tc: \"\"\"\n  text\n\"\"\"\n}\n"))))

(ert-deftest tenon-test-comments ()
  (with-temp-buffer
    (insert "a: 1\nb: 2\n")
    (tenon-cue-mode)
    (comment-region (point-min) (point-max))
    (should (equal (buffer-string) "// a: 1\n// b: 2\n"))
    (uncomment-region (point-min) (point-max))
    (should (equal (buffer-string) "a: 1\nb: 2\n"))))

(ert-deftest tenon-test-highlights ()
  (with-temp-buffer
    (insert "package p\nport?: int & >1 // free\n#D: len(\"x\")\n")
    (tenon-cue-mode)
    (font-lock-ensure)
    (dolist (expected '(("package" font-lock-keyword-face) ("port" font-lock-variable-name-face)
                        ("int" font-lock-type-face) ("free" font-lock-comment-face)
                        ("#D" font-lock-variable-name-face) ("len" font-lock-builtin-face)
                        ("x" font-lock-string-face)))
      (goto-char (point-min))
      (search-forward (car expected))
      (should (equal (list (car expected) (get-text-property (match-beginning 0) 'face)) expected)))))

(ert-deftest tenon-test-contact ()
  (let ((tenon-settings nil))
    (should (equal (tenon-contact) '("tenon" "lsp"))))
  (let ((tenon-settings '(:concrete t)))
    (should (equal (tenon-contact) '("tenon" "lsp" :initializationOptions (:concrete t))))))

(ert-deftest tenon-test-modes ()
  (let ((tenon-data-files nil))
    (should-not (assq 'yaml-mode (tenon-modes))))
  (let ((tenon-data-files t))
    (should (assq 'yaml-mode (tenon-modes)))))

;;; test.el ends here
