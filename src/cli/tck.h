/* cli/tck.h - stoa tck DIR [--csv FILE] [--verbose]: runs folders of the DMN Technology
 * Compatibility Kit. */
#ifndef CLI_TCK_H
#define CLI_TCK_H

/* Prints each folder's count, what failed, and "passed N of M"; FILE gets the kit's own result
 * lines (tck_results.csv: folder, test file, case, SUCCESS or ERROR, remark).  0 where all passed,
 * 1 where not, 2 for a wrong call. */
int cli_tck(int argc, char **argv);

#endif
