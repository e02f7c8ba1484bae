/* The rows of this block. */
#include "blocks/register/own.h"

const struct block block_register = { .name = "register",
                                      .tasks = register_tasks,
                                      .seed = register_seed };
