/** Why an answer is not what was expected. */
export interface AnswerIssue {
  /** Where in the answer, such as `address.city`; `''` for all of it. */
  readonly path: string;
  readonly message: string;
}
