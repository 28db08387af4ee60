namespace Doctor.Enterpret;

/// <summary>Whether a key is looked at before the records: what the client's test of a connection rests on.</summary>
public sealed class KeyOrder : Check<Session>
{
    public override string Title => "keys.order";

    public override async Task<Finding> FindAsync(Session session)
    {
        using var key = session.CreateWrongKey();
        var wrong = await session.SendNothingAsync(session.Inlets[0], key);
        return new(wrong.IsKeyRefused ? "looked at first" : wrong.IsRefused ? "looked at after the records" : "a wrong key is not refused");
    }
}

/// <summary>Whether a key opens what another kind of integration is for.</summary>
public sealed class OtherKindOfKey : Check<Session>
{
    public override string Title => "keys.other-kind";

    public override async Task<Finding> FindAsync(Session session)
    {
        if (session.Inlets is not [var own, var other, ..])
            throw new DoctorException("it takes two keys of users, accounts and feedback");
        var answer = await session.SendNothingAsync(other, session.Key(own));
        return new(answer.IsKeyRefused ? "refused" : $"taken: the key for {own.Name} opens {other.Name}");
    }
}
