using System.Text.Json;

namespace Census.Sync.Definitions;

/// <summary>Writes what of a source is read, as <see cref="ModelReader"/> reads it.</summary>
internal static class ModelWriter
{
    /// <exception cref="SyncConfigurationException">A parameter has a value that JSON has no place for.</exception>
    public static void Write(Utf8JsonWriter writer, Model model, string folder)
    {
        writer.WriteStartObject();
        writer.WriteString("type", DefinitionWords.Models.WordOf(model.Kind));
        writer.WriteString(DefinitionWords.TextOfModel(model.Kind), model.Kind == ModelKind.SqlFile ? PathOf(model.Text, folder) : model.Text);
        if (model.Parameters.Count > 0)
        {
            writer.WriteStartArray("parameters");
            foreach (var parameter in model.Parameters)
            {
                writer.WriteStartObject();
                writer.WriteString("name", parameter.Name);
                ConstantValues.WriteMembers(writer, parameter.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string PathOf(string path, string folder) =>
        (Path.IsPathRooted(path) ? path : Path.GetRelativePath(folder, path)).Replace(Path.DirectorySeparatorChar, '/');
}
