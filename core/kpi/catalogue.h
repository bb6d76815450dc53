/*
 * catalogue.h - the list of figures and strata; see also kpi.h
 */
#ifndef PL_CATALOGUE_H
#define PL_CATALOGUE_H

#include "kpi/kpi.h"

/* The digest of all definitions, hexadecimal. */
void pl_kpi_definitions(char out[33]);

#endif
