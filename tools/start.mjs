// `npm start`: database, migrations and server in one go. This file only checks the Node version, in syntax
// that old versions parse too; the work is in ./launch/launch.mjs, loaded when the version is good enough.
var NEEDED = [20, 19];

function fail(line) {
  process.stderr.write('orch: ' + line + '\n');
  process.exit(1);
}

var version = process.versions.node.split('.').map(Number);
if (version[0] < NEEDED[0] || (version[0] === NEEDED[0] && version[1] < NEEDED[1])) {
  fail('Node >= ' + NEEDED.join('.') + ' is needed, this is ' + process.versions.node);
} else {
  import('./launch/launch.mjs')
    .then(function (launcher) {
      return launcher.launch(process.argv.slice(2));
    })
    .catch(function (error) {
      fail(error && error.message ? error.message : String(error));
    });
}
