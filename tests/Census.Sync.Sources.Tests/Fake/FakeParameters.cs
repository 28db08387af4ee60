using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Census.Sync.Sources.Tests.Fake;

/// <summary>A value beside a statement. Its type is that of the value unless somebody says another.</summary>
internal sealed class FakeParameter : DbParameter
{
    public override DbType DbType { get; set; } = DbType.Object;

    public override ParameterDirection Direction { get; set; }

    public override bool IsNullable { get; set; }

    [AllowNull]
    public override string ParameterName { get; set; } = "";

    public override int Size { get; set; }

    [AllowNull]
    public override string SourceColumn { get; set; } = "";

    public override bool SourceColumnNullMapping { get; set; }

    public override object? Value { get; set; }

    public override void ResetDbType() => DbType = DbType.Object;
}

internal sealed class FakeParameters : DbParameterCollection
{
    private readonly List<FakeParameter> _all = [];

    public IReadOnlyList<FakeParameter> All => _all;

    public override int Count => _all.Count;

    public override object SyncRoot => _all;

    public override int Add(object value)
    {
        _all.Add((FakeParameter)value);
        return _all.Count - 1;
    }

    public override IEnumerator GetEnumerator() => _all.GetEnumerator();

    public override void AddRange(Array values) => throw new NotSupportedException();

    public override void Clear() => throw new NotSupportedException();

    public override bool Contains(object value) => throw new NotSupportedException();

    public override bool Contains(string value) => throw new NotSupportedException();

    public override void CopyTo(Array array, int index) => throw new NotSupportedException();

    public override int IndexOf(object value) => throw new NotSupportedException();

    public override int IndexOf(string parameterName) => throw new NotSupportedException();

    public override void Insert(int index, object value) => throw new NotSupportedException();

    public override void Remove(object value) => throw new NotSupportedException();

    public override void RemoveAt(int index) => throw new NotSupportedException();

    public override void RemoveAt(string parameterName) => throw new NotSupportedException();

    protected override DbParameter GetParameter(int index) => _all[index];

    protected override DbParameter GetParameter(string parameterName) => throw new NotSupportedException();

    protected override void SetParameter(int index, DbParameter value) => throw new NotSupportedException();

    protected override void SetParameter(string parameterName, DbParameter value) => throw new NotSupportedException();
}
