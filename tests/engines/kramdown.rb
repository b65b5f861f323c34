# Markdown to HTML as Jekyll does it. In: a list of texts, as JSON. Out: a list of pages.
require "json"
require "kramdown"
require "kramdown-parser-gfm"

options = { input: "GFM", hard_wrap: false, math_engine: "mathjax", auto_ids: true }
pages = JSON.parse($stdin.set_encoding("UTF-8").read).map do |text|
  document = Kramdown::Document.new(text, options)
  { html: document.to_html, warnings: document.warnings }
end
$stdout.write(JSON.generate(pages))
