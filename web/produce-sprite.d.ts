declare module 'virtual:produce-sprite' {
  /** The address of the file of pictures. */
  const address: string
  export default address
}
