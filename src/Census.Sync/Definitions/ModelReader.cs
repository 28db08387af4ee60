namespace Census.Sync.Definitions;

/// <summary>Reads what of a source is read.</summary>
/// <param name="folder">What the paths of SQL files are relative to.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class ModelReader(string folder, DefinitionProblems problems)
{
    public Model? Read(PropertyReader properties)
    {
        if (properties.Word("type", DefinitionWords.Models, required: true) is not { } kind)
            return null;
        var text = properties.Text(DefinitionWords.TextOfModel(kind), required: true);
        var model = text is null ? null : kind switch
        {
            ModelKind.Sql => Model.Sql(text),
            ModelKind.SqlFile => Model.SqlFile(PathOf(text)),
            ModelKind.Table => Model.Table(text),
            _ => Model.View(text),
        };
        if (kind is ModelKind.Sql or ModelKind.SqlFile)
        {
            foreach (var part in properties.List("parameters"))
                model = WithParameter(model, part);
        }

        properties.End();
        return model;
    }

    private Model? WithParameter(Model? model, JsonPart part)
    {
        if (PropertyReader.Of(part, problems) is not { } properties)
            return model;
        var name = properties.Text("name", required: true);
        var value = ConstantValues.Read(properties, problems);
        if (model is null || name is null)
            return model;
        try
        {
            return model.With(name, value);
        }
        catch (ArgumentException)
        {
            problems.Add(part, $"The parameter '{name}' is given twice.");
            return model;
        }
    }

    // Relative to the working folder if the folder is, so that it is the path that a sync in code would have.
    private string PathOf(string text)
    {
        var path = Path.GetFullPath(Path.Combine(folder, text.Replace('/', Path.DirectorySeparatorChar)));
        return Path.IsPathRooted(folder) || Path.IsPathRooted(text) ? path : Path.GetRelativePath(".", path);
    }
}
