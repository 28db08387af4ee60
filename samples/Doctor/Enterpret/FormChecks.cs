using System.Text.Json.Nodes;
using Enterpret.Client;

namespace Doctor.Enterpret;

/// <summary>Whether a bad record is refused. An integration made before August 2025 may drop it without a word.</summary>
public sealed class Validation(Inlet inlet) : Check<Session>
{
    public override string Title => $"{inlet.Name}.validation";

    public override async Task<Finding> FindAsync(Session session) => new(await session.IsStrictAsync(inlet) ? "strict" : "lenient: bad records are answered with success");
}

/// <summary>A question that is answered by a form of a record being taken or refused.</summary>
/// <param name="title">The name.</param>
/// <param name="inlet">Where the record goes.</param>
/// <param name="create">Makes the record, which differs from a plain one in what is asked only.</param>
public sealed class TakenForm(string title, Inlet inlet, Func<Session, JsonNode> create) : Check<Session>
{
    public override string Title => title;

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.SendControlAsync(inlet);
        if (!(await session.SendAsync(inlet, create(session))).IsTakenOrElseRefused())
            return new("refused");
        return await session.IsStrictAsync(inlet)
            ? new("taken")
            : Finding.CouldNotTell("this integration answers bad records with success too");
    }
}

/// <summary>The shape of metadata.</summary>
public sealed class MetadataShape : Check<Session>
{
    public override string Title => "metadata.shape";

    public override async Task<Finding> FindAsync(Session session)
    {
        if (!await session.IsStrictAsync(Inlet.Feedback))
            return Finding.CouldNotTell("this integration answers bad records with success too; paste what Feedback.Render returns into Enterpret's payload validator");
        var takesWrapped = await TakesAsync(session, EnterpretMetadataShape.Wrapped);
        var takesFlat = await TakesAsync(session, EnterpretMetadataShape.Flat);
        if (!takesWrapped && !takesFlat)
            return Finding.CouldNotTell("neither shape is taken");
        session.MetadataShape = takesWrapped ? EnterpretMetadataShape.Wrapped : EnterpretMetadataShape.Flat;
        return new(
            takesWrapped && takesFlat ? "wrapped and flat are taken" : takesWrapped ? "wrapped" : "flat",
            OptionLine: $"options.MetadataShape = EnterpretMetadataShape.{session.MetadataShape};");
    }

    private static async Task<bool> TakesAsync(Session session, EnterpretMetadataShape shape)
    {
        var review = session.Review(session.NewId());
        review["metadata"] = session.Metadata(shape);
        return (await session.SendAsync(Inlet.Feedback, review)).IsTakenOrElseRefused();
    }
}

/// <summary>The body of a success, which is documented nowhere.</summary>
public sealed class SuccessBody : Check<Session>
{
    public override string Title => "success.body";

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.SendControlAsync(session.Inlets[0]);
        return new(session.SuccessForm!);
    }
}
