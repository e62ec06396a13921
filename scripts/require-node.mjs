import { nodeVersionProblem } from './node-version.mjs';

// Imported before anything that an old Node could stumble over.
const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
