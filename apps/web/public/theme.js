// Before the first paint, so that a chosen theme does not flash. The policy of the page allows no inline script.
(function () {
  try {
    var theme = localStorage.getItem('orch.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden: the system's theme stays.
  }
})();
