/** Take the reader to the list of errors as soon as it appears. */
export default function (summary) {
  summary.focus();
}
