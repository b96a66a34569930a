(field (label) @name) @item
