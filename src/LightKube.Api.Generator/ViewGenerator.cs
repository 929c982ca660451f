#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using LightKube.Api.Schemas.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LightKube.Api.Generator;

/// <summary>Generates the typed views of all built-in types from the schema files: one source file a schema file.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ViewGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(file => file.Path.EndsWith(".schema", StringComparison.Ordinal))
            .Select((file, cancel) => (Name: Path.GetFileNameWithoutExtension(file.Path), Text: file.GetText(cancel)!.ToString()))
            .Collect();
        context.RegisterSourceOutput(files, Generate);
    }

    private static void Generate(SourceProductionContext context, ImmutableArray<(string Name, string Text)> texts)
    {
        var files = texts.Select(text => (text.Name, File: SchemaParser.Parse(text.Text))).ToList();
        var objects = new HashSet<string>(files.SelectMany(f => f.File.Types.Select(type => f.File.Package + "." + type.Name)));
        var types = files.SelectMany(f => f.File.Types.Select(type => (f.File, Type: type)))
            .ToDictionary(entry => entry.File.Package + "." + entry.Type.Name, entry => entry);
        foreach (var (name, file) in files)
        {
            var source = new FileEmitter(file, types).Emit();
            context.AddSource(name + ".g.cs", SourceText.From(source, Encoding.UTF8));
        }
    }
}
