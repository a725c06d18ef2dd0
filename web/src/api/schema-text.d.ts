// The build gives files of that kind as text.
declare module "*.graphqls" {
  const text: string;
  export default text;
}
