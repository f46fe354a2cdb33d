using System.Diagnostics;
using Parquet.Serialization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Prompts;
using RewardLab.Hosting.Tests.Recipes;
using RewardLab.Runs.Rows;
using RewardLab.Runs.Scores;

namespace RewardLab.Hosting.Tests.Experiments;

public sealed class PromptLinesTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("labels.csv", "image,prompt,label_1\na.png,two cats,1\nb.png,\"a dog, \"\"big\"\"\",0\n")]
    [InlineData("labels.csv", "image;prompt;label_1\r\na.png;two cats;1\r\nb.png;\"a dog, \"\"big\"\"\";0\r\n")]
    [InlineData("labels.csv", "sep=;\r\nimage;prompt\r\na.png;two cats\r\nb.png;\"a dog, \"\"big\"\"\"\r\n")]
    [InlineData("labels.tsv", "image\tprompt\na.png\ttwo cats\nb.png\t\"a dog, \"\"big\"\"\"\n")]
    [InlineData("PROMPTS.CSV", "Prompt\ntwo cats\n\"a dog, \"\"big\"\"\"\n")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"text\": \"two cats\"}\n{\"file_name\": \"b.png\", \"text\": \"a dog, \\\"big\\\"\"}\n")]
    [InlineData("a.json", "[{\"caption\": \"two cats\", \"text\": \"no\"}, {\"caption\": \"a dog, \\\"big\\\"\", \"text\": \"no\"}]")]
    [InlineData("a.json", "\uFEFF[\"two cats\", \" \", \"a dog, \\\"big\\\"\"]")]
    [InlineData("prompt_set_a.json", "{\"two cats\": [\"three cats\"], \"a dog, \\\"big\\\"\": []}")]
    [InlineData("prompts.txt", "two cats\n\n  a dog, \"big\"  \n")]
    [InlineData("prompts", "two cats\na dog, \"big\"\n")]
    public void Read_FileOfPrompts_IsReadAsWhatItIs(string name, string text) =>
        PromptLines.Read(_folder.Write(name, text)).Select(line => line.Prompt).ShouldBe(["two cats", "a dog, \"big\""]);

    [Fact]
    public async Task Read_Parquet_TakesItsColumnOfPrompts()
    {
        var path = _folder.Write("a.parquet", "");
        await using (var file = File.Create(path))
        {
            await ParquetSerializer.SerializeAsync(
                [new Row("a.png", "two cats"), new Row("b.png", "two cats"), new Row("c.png", "a dog")],
                file,
                cancellationToken: TestContext.Current.CancellationToken);
        }

        PromptLines.Read(path).Select(line => line.Prompt).ShouldBe(["two cats", "a dog"]);
    }

    [Theory]
    [InlineData("prompts")]
    [InlineData("prompts.txt")]
    [InlineData("a.csv")]
    [InlineData("a.tsv")]
    [InlineData("a.json")]
    [InlineData("a.jsonl")]
    [InlineData("a.parquet")]
    public void Read_Pipe_IsRefusedWithoutWaitingForAWriter(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        var path = Path.Combine(Path.GetDirectoryName(_folder.Write("here", ""))!, name);
        using (var made = Process.Start("mkfifo", [path]))
        {
            made.WaitForExit();
        }

        Should.Throw<RewardLabException>(() => PromptLines.Read(path)).Message
            .ShouldBe($"'{path}' is empty, or a pipe or a device, where a file of prompts is expected.");
        if (RowFile.IsOne(path))
        {
            // An empty table is one without rows, where the format has such.
            var rows = 0;
            var refusal = Record.Exception(() => rows = RowFile.Read(path).Count);
            (rows == 0 && refusal is null or RewardLabException).ShouldBeTrue(refusal?.ToString());
        }

        Should.Throw<RewardLabException>(() => ScoreTable.ReadCsv(path)).Message.ShouldContain(name);
    }

    [Fact]
    public void Read_TableOfImages_GivesAPromptOfSeveralOnce() =>
        PromptLines.Read(_folder.Write("a.csv", "prompt,image\ntwo cats,a.png\na dog,b.png\ntwo cats,c.png\n"))
            .ShouldBe([new PromptLine(1, "two cats"), new PromptLine(2, "a dog")]);

    [Theory]
    [InlineData("prompts.txt", "two cats\na dog\n\ntwo cats \n", "prompts.txt(4): \"two cats\" is already in line 1. Keep one.")]
    [InlineData("prompts.csv", "prompt\ntwo cats\na dog\ntwo cats\n", "prompts.csv(3): \"two cats\" is already in row 1. Keep one.")]
    [InlineData("labels.csv", "name,label\na.png,1\n", "has no column of prompts. Name it prompt (or caption, or text); the columns are name, label.")]
    [InlineData("a.json", "{\"a\": 1}", "must be one array of objects")]
    [InlineData("a.json", "[1, 2]", "item 0: must be an object, not Number.")]
    [InlineData("a.json", "[\"a\",\n\"b\"", "a.json(2): not valid JSON at byte")]
    [InlineData("a.json", "[\"\\ud800\"]", "half a surrogate pair")]
    [InlineData("a.csv", "prompt,image\n", "has no prompts. Write one per row.")]
    [InlineData("a.txt", "\n \n", "has no prompts. Write one per line.")]
    [InlineData(
        "a.md",
        "# two cats\n",
        "does not have the name of a file of prompts. Give a text file with one prompt per line "
        + "(.txt), or a table with a column prompt (.csv, .tsv, .json, .jsonl, .parquet).")]
    [InlineData("a.xlsx", "PK", "does not have the name of a file of prompts")]
    [InlineData("a.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n", "is a pointer of Git LFS")]
    [InlineData("a.parquet", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n", "is a pointer of Git LFS")]
    [InlineData("a.jsonl", "<!doctype html>", "is a web page")]
    public void Read_WhatHoldsNoPrompts_SaysWhyInOneLine(string name, string text, string expected)
    {
        var path = _folder.Write(name, text);

        var message = Should.Throw<RewardLabException>(() => PromptLines.Read(path)).Message;

        message.ShouldContain(expected);
        message.ShouldContain(name);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Read_NoFile_SaysWhatToGive()
    {
        Should.Throw<RewardLabException>(() => PromptLines.Read(Path.Combine(_folder.Path, "none.csv"))).Message.ShouldContain("There is no file");
        Should.Throw<RewardLabException>(() => PromptLines.Read(Path.Combine(_folder.Path, "none.md"))).Message.ShouldContain("There is no file");
        Should.Throw<RewardLabException>(() => PromptLines.Read(_folder.Path)).Message.ShouldContain("is a folder");
    }

    [Fact]
    public void Recipe_ThatReadsPrompts_TakesAllAndSaysWhatACountLeavesOut()
    {
        var path = _folder.Write("prompts.txt", string.Join('\n', Enumerable.Range(1, 15).Select(i => $"{i} cats")));

        _folder.Execute(
            $"Lab.Log($\"{{Lab.Load.Prompts(\"{path}\").Count}} and {{Lab.Load.Prompts(\"{path}\", "
            + $"0)[14]}} and {{Lab.Load.Prompts(\"{path}\", 20).Count}}\");");
        _folder.Run.Lines.ShouldBe(["15 and 15 cats and 15"]);
        _folder.Run.Lines.Clear();

        _folder.Execute($"Lab.Log(string.Join(\", \", Lab.Load.Prompts(\"{path}\", 2)));");
        _folder.Run.Lines.ShouldBe([$"Using the first 2 of the 15 prompts of {path}.", "1 cats, 2 cats"]);
    }

    private sealed record Row(string Image, string Prompt);
}
