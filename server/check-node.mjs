// Plain JavaScript, so that a Node too old for the rest can still say what is wrong.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Cunji needs Node 26 and found ${process.versions.node}. "npm ci" brings Node 26 along for ` +
      'Linux, macOS and Windows: start with "npm start".\n',
  )
  process.exit(1)
}
