using System.Text;

namespace Census.Sync.Sources;

/// <summary>Turns a <see cref="Model"/> into the statement to run.</summary>
internal static class ModelSql
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async ValueTask<string> BuildAsync(
        Model model, Func<string, string> quoteName, CancellationToken cancellationToken) => model.Kind switch
    {
        ModelKind.Sql => model.Text,
        ModelKind.SqlFile => await ReadFileAsync(model.Text, cancellationToken).ConfigureAwait(false),
        _ => $"SELECT * FROM {quoteName(model.Text)}",
    };

    /// <summary>The statement without the semicolon at its end, to be put into another one.</summary>
    public static string WithoutEnd(string sql) => sql.AsSpan().TrimEnd().TrimEnd(';').TrimEnd().ToString();

    private static async ValueTask<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var file = SourceFile.Open(path);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                using var reader = new StreamReader(file.Stream, s_strictUtf8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
                var text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                return string.IsNullOrWhiteSpace(text) ? throw new SyncSourceException($"{file.Name} is empty. Write the query into it.") : text;
            }
            catch (DecoderFallbackException)
            {
                throw new SyncSourceException($"{file.Name} is not UTF-8. Save it in UTF-8.");
            }
            catch (IOException e)
            {
                throw file.ReadFailed(e);
            }
        }
    }
}
