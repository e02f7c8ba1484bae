/* blocks/catalog/registers.h - the register of registers, as pages and as data. */
#ifndef BLOCKS_CATALOG_REGISTERS_H
#define BLOCKS_CATALOG_REGISTERS_H

#include "act/web.h"
#include "blocks/register/figures.h"

web_fn show_registers, show_register, show_registers_data, show_register_data;

#endif
