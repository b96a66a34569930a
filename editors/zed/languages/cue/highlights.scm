; Later patterns win.

(identifier) @variable

(selector_expression (_) (identifier) @property .)
(call_expression function: (identifier) @function)
(call_expression function: (selector_expression (_) (identifier) @function .))
(builtin_function) @function.builtin

(label (identifier) @property)
(label (optional (identifier) @property))
(label (required (identifier) @property))
(label (string) @property)

((identifier) @type (#match? @type "^_?#"))
(primitive_type) @type.builtin

(package_identifier) @namespace
(let_clause left: (identifier) @variable)
(attribute name: (identifier) @attribute)
"@" @attribute

["package" "import" "let"] @keyword
["for" "in" "if" "else" "try"] @keyword

[(number) (float) (si_unit)] @number
(boolean) @boolean
[(null) (top) (bottom)] @constant.builtin
(string) @string
[(escape_byte) (escape_char) (escape_unicode)] @string.escape
["\\(" "\\#("] @punctuation.special

["&" "|" "*" "=~" "!~" "==" "!=" "<" "<=" ">" ">=" "&&" "||" "+" "-" "/" "!" "=" "?" "~" "..."] @operator
["{" "}" "[" "]" "(" ")"] @punctuation.bracket
["," ":" "."] @punctuation.delimiter

(comment) @comment
