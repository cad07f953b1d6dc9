// The search: every word of what is typed has to be in a part of a page; parts with it in a heading come first.
(function () {
  var box = document.getElementById('search')
  var found = document.getElementById('found')
  var pages = document.getElementById('pages')
  var up = document.body.getAttribute('data-up')
  var most = 30

  function score(part, words) {
    var title = part[1].toLowerCase()
    var heading = part[2].toLowerCase()
    var text = part[3].toLowerCase()
    var sum = 0
    for (var i = 0; i < words.length; i++) {
      var one = (title.indexOf(words[i]) >= 0 ? 4 : 0) + (heading.indexOf(words[i]) >= 0 ? 6 : 0)
      one += text.indexOf(words[i]) >= 0 ? 1 : 0
      if (!one) return 0
      sum += one
    }
    return sum
  }

  function around(text, word) {
    var at = Math.max(0, text.toLowerCase().indexOf(word) - 40)
    return (at ? '…' : '') + text.slice(at, at + 120) + (text.length > at + 120 ? '…' : '')
  }

  function show() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean)
    found.hidden = !words.length
    pages.hidden = !found.hidden
    found.textContent = ''
    if (!words.length) return
    var rows = SEARCH.map(function (part) { return [score(part, words), part] })
    rows = rows.filter(function (row) { return row[0] }).sort(function (a, b) { return b[0] - a[0] }).slice(0, most)
    rows.forEach(function (row) {
      var part = row[1]
      var line = document.createElement('li')
      var link = document.createElement('a')
      var more = document.createElement('small')
      link.href = up + part[0]
      link.textContent = part[2] ? part[1] + ' › ' + part[2] : part[1]
      more.textContent = around(part[3], words[0])
      link.appendChild(more)
      line.appendChild(link)
      found.appendChild(line)
    })
    if (!rows.length) {
      var none = document.createElement('li')
      none.textContent = 'Nothing has all of these words.'
      found.appendChild(none)
    }
  }

  box.addEventListener('input', show)
  document.addEventListener('keydown', function (event) {
    var typing = /^(input|textarea)$/i.test(event.target.tagName)
    if (event.key === '/' && !typing) { event.preventDefault(); box.focus() }
    if (event.key === 'Escape' && typing) { box.value = ''; show() }
  })
})()
