namespace Census.Sync.Tests.Modelling;

/// <summary>A fault that is put into an engine on purpose, to see that it is noticed.</summary>
public enum Bug
{
    NoNoteOfABatch,
    JournalForgotten,
    StalePages,
    OneSuccessMarksABatch,
    RefusalTakenForSuccess,
    RefusalsForgotten,
}
