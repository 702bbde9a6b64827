import CLinearAlgebra

/// Set to one BLAS thread on first use; a process has one such setting.
private let oneThread: Void = openblas_set_num_threads(1)

/// Makes OpenBLAS use one thread in the whole process.
///
/// Called by every routine of this module before BLAS or LAPACK, so a caller needs it only when it
/// calls BLAS by other ways. Parallelism belongs to whole jobs, and results then do not depend on
/// the number of cores. Cheap after the first call.
public func useOneThread() {
  _ = oneThread
}
