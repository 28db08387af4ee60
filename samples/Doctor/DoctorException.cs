namespace Doctor;

/// <summary>Why a check cannot tell.</summary>
public sealed class DoctorException(string message) : Exception(message);
