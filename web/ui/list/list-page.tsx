export function ListPage(props: { list: string }) {
  return <p>{props.list}</p>;
}
