// One module for CBLAS and LAPACKE, as OpenBLAS and the LAPACKE package ship them.
#pragma once
#include <cblas.h>
#include <lapacke.h>
