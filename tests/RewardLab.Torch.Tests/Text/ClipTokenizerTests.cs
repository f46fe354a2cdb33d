using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Torch.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Text;

public sealed class ClipTokenizerTests : IDisposable
{
    private static readonly string[] Captions =
        ["three red apples", "two apples and a cat", "a cat and a ball", "the cat's ball isn't red", "four balls, 12 cats", "caf\u00e9 \u4f60\u597d"];

    private static readonly ClipBpeVocabulary Vocabulary = Train(Captions);
    private static readonly (string Left, string Right)[] Runs =
    [
        ("a", "a"), ("aa", "aa"), ("aaaa", "a</w>"), ("b", "aa"), ("aa", "b"), ("c", "b"), ("a", "cb"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_WordsOfTheTextbook_LearnsTheMergesByHand()
    {
        var vocabulary = ClipBpeVocabularyTrainer.TrainOnWords(
            [("low", 5), ("lower", 2), ("newest", 6), ("widest", 3)], maxMerges: 8, cancellationToken: TestContext.Current.CancellationToken);

        vocabulary.Merges.ShouldBe(
            [("e", "s"), ("es", "t</w>"), ("l", "o"), ("e", "w"), ("ew", "est</w>"), ("n", "ewest</w>"), ("lo", "w</w>"), ("d", "est</w>")]);
        vocabulary.Tokens.Count.ShouldBe(256 + 256 + 8 + 2);
        (vocabulary.Tokens["!"], vocabulary.Tokens["!</w>"], vocabulary.Tokens["es"]).ShouldBe((0, 256, 512));
        (vocabulary.Tokens["<|startoftext|>"], vocabulary.Tokens["<|endoftext|>"]).ShouldBe((520, 521));
    }

    [Fact]
    public void Train_SameTextsInAnotherOrder_GivesTheSameMerges() =>
        Train(Captions.Reverse()).Merges.ShouldBe(Vocabulary.Merges);

    [Fact]
    public void Train_WordsOfTwoLetters_NeverLearnsOneTokenTwice()
    {
        // Runs such as "aaaaa" are where the same token might come about in two ways.
        Gen.Char["ab"].Array[1, 14].Select(letters => new string(letters)).Array[1, 8].Sample(
            words =>
            {
                var vocabulary = ClipBpeVocabularyTrainer.TrainOnWords(words.Select(word => (word, 1L)), maxMerges: 300, minCount: 1, CancellationToken.None);
                vocabulary.Merges.Select(merge => merge.Left + merge.Right).ShouldBeUnique();
            },
            iter: 300);
    }

    [Fact]
    public void Encode_AnyWord_AgreesWithMergingByTheBook()
    {
        var tokenizer = new ClipTokenizer(Vocabulary, new ClipTokenizerOptions { MaxLength = 1000 });
        var reference = new ReferenceBytePairEncoder(Vocabulary);

        Gen.Char["abcelprst\u00e9\u4f60"].Array[1, 14].Select(letters => new string(letters)).Sample(
            word => tokenizer.Encode(word)[1..^1].ShouldBe(reference.EncodeWord(word)),
            iter: 500);
    }

    [Theory]
    [InlineData("A  Cat\t\n", "a cat")]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("\u0130", "i\u0307")]
    [InlineData("\u03a3\u0391\u03a3 \u03a3", "\u03c3\u03b1\u03c3 \u03c3")]
    public void Clean_AsHuggingFace_ComposesCollapsesAndLowers(string text, string expected) =>
        ClipTextCleaner.Clean(text, ClipTextCleanup.HuggingFace).ShouldBe(expected);

    [Theory]
    [InlineData("don\u2019t \u201csay\u201d", "don't \"say\"")]
    [InlineData("AT&amp;amp;T", "at&t")]
    [InlineData("\ufb01sh \uff21\u3000\uff76\uff9e", "fish a \u30ac")]
    [InlineData("a\u001b[31mred\u001b[0m \ufeffbell\u0007", "ared bell")]
    [InlineData("<b>&lt;x", "<b><x")]
    [InlineData("\u03a3\u0391\u03a3 \u03a3", "\u03c3\u03b1\u03c2 \u03c3")]
    [InlineData("5\u0080 \u0093a\u0094", "5\u20ac \"a\"")]
    [InlineData("a\ufffcb", "ab")]
    [InlineData("&#8364; &#x41;&#128; &amp;amp;amp;lt; &copy &EACUTE;", "\u20ac a\u20ac < \u00a9 \u00e9")]
    [InlineData("sch\u00c3\u00b6n \u00e2\u20ac\u0153ok\u00e2\u20ac\u009d", "sch\u00f6n \"ok\"")]
    public void Clean_AsOpenAi_RepairsToo(string text, string expected) =>
        ClipTextCleaner.Clean(text, ClipTextCleanup.OpenAi).ShouldBe(expected);

    [Fact]
    public void Split_MixedText_CutsAsThePatternSays() =>
        ClipWordSplitter.SplitAsOpenAi("it's 12 cats!?'ll <|endoftext|> na\u00efve \U0001d518x a_b \U0001f600")
            .ShouldBe(["it", "'s", "1", "2", "cats", "!?'", "ll", "<|endoftext|>", "na\u00efve", "\U0001d518x", "a", "_", "b", "\U0001f600"]);

    [Theory]
    [InlineData("!!<|endoftext|>", new[] { "!!", "<|endoftext|>" })]
    [InlineData("a<|startoftext|>b", new[] { "a", "<|startoftext|>", "b" })]
    [InlineData("<|endoftext", new[] { "<|", "endoftext" })]
    [InlineData("'\u017f", new[] { "'", "\u017f" })]
    [InlineData("a\u0345", new[] { "a", "\u0345" })]
    public void SplitAsHuggingFace_AnyText_CutsSpecialTokensFirst(string text, string[] expected) =>
        ClipWordSplitter.SplitAsHuggingFace(text, "<|startoftext|>", "<|endoftext|>").ShouldBe(expected);

    [Theory]
    [InlineData("!!<|endoftext|>", new[] { "!!<|", "endoftext", "|>" })]
    [InlineData("'\u017f", new[] { "'\u017f" })]
    [InlineData("a\u0345", new[] { "a" })]
    public void SplitAsOpenAi_AnyText_CutsAsThePatternDoes(string text, string[] expected) => ClipWordSplitter.SplitAsOpenAi(text).ShouldBe(expected);

    [Fact]
    public void Encode_PadTokenInText_IsPaddingToHuggingFaceAlone()
    {
        var options = new ClipTokenizerOptions { PadToken = "!" };

        new ClipTokenizer(Vocabulary, options).Encode("cat!")[^2].ShouldBe(0);
        new ClipTokenizer(Vocabulary, options with { Cleanup = ClipTextCleanup.OpenAi }).Encode("cat!")[^2].ShouldBe(Vocabulary.Tokens["!</w>"]);
    }

    [Fact]
    public void Encode_MergesInAnyOrder_AgreesWithMergingByTheBook()
    {
        // A vocabulary that no training gives: what a merge makes may come before the merge.
        var letters = Gen.Char["abc"].Array[1, 40].Select(array => new string(array));
        Gen.Select(Gen.Shuffle(Vocabulary.Merges.ToArray()), Gen.Char["acelrst"].Array[1, 60].Select(array => new string(array)), letters).Sample(
            (merges, word, run) =>
            {
                var vocabulary = ClipBpeVocabulary.FromMerges([.. merges, .. Runs.Where(pair => !merges.Contains(pair))]);
                var tokenizer = new ClipTokenizer(vocabulary, new ClipTokenizerOptions { MaxLength = 1000 });
                var reference = new ReferenceBytePairEncoder(vocabulary);
                tokenizer.Encode(word)[1..^1].ShouldBe(reference.EncodeWord(word));
                tokenizer.Encode(run)[1..^1].ShouldBe(reference.EncodeWord(run));
            },
            iter: 100);
    }

    [Theory]
    [InlineData("abcelrst")]
    [InlineData("a")]
    [InlineData("e\u0301\u0316")]
    [InlineData("!")]
    [InlineData("\u00c3\u00b6")]
    [InlineData("<")]
    [InlineData("&amp;")]
    public void Encode_HundredThousandLetters_CostsInProportion(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 100_000 / part.Length));

        // A tenth of a second of the processor's time; where each letter looks at all others it is 12 to 44 s.
        ProcessorTime.Of(() =>
        {
            foreach (var cleanup in Enum.GetValues<ClipTextCleanup>())
            {
                new ClipTokenizer(Vocabulary, new ClipTokenizerOptions { Cleanup = cleanup, PadToken = "!" }).Encode(text).Length.ShouldBe(77);
            }
        }).ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void EncodePadded_ShortAndLongTexts_PadsCutsAndTells()
    {
        var tokenizer = new ClipTokenizer(Vocabulary, new ClipTokenizerOptions { MaxLength = 6, PadToken = "!" });

        var batch = tokenizer.EncodePadded(["cat", "a b c d e f"]);

        var (begin, end) = ((long)tokenizer.BeginId, (long)tokenizer.EndId);
        batch.Ids.ShouldBe([begin, Id("cat</w>"), end, 0, 0, 0, begin, Id("a</w>"), Id("b</w>"), Id("c</w>"), Id("d</w>"), end]);
        batch.AttentionMask.ShouldBe([1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
        batch.IsCut.ShouldBe([false, true]);
        tokenizer.CountTokens("a b c d e f").ShouldBe(8);
        tokenizer.IsCut("a b c d").ShouldBeFalse();
        tokenizer.EncodeToLongest(["cat", "a cat"]).Length.ShouldBe(4);
        tokenizer.Encode("").ShouldBe([tokenizer.BeginId, tokenizer.EndId]);
        using var scope = NewDisposeScope();
        batch.IdsTensor().shape.ShouldBe([2, 6]);
        batch.IdsTensor()[1, 5].ToInt64().ShouldBe(end);

        static long Id(string token) => Vocabulary.Tokens[token];
    }

    [Fact]
    public void WriteToThenFromFolder_AnyText_EncodesTheSame()
    {
        Vocabulary.WriteTo(_folder["tokenizer"], maxLength: 20, padToken: "!");
        var written = ClipTokenizer.FromFolder(_folder["tokenizer"]);
        var original = new ClipTokenizer(Vocabulary, new ClipTokenizerOptions { MaxLength = 20, PadToken = "!" });

        written.MaxLength.ShouldBe(20);
        written.PadId.ShouldBe(0);
        written.Vocabulary.Tokens.OrderBy(entry => entry.Value).ShouldBe(Vocabulary.Tokens.OrderBy(entry => entry.Value));
        Gen.String.Sample(text => written.Encode(text).ShouldBe(original.Encode(text)), iter: 300);
    }

    [Fact]
    public void FromFolder_SpecialTokensMap_WinsOverTokenizerConfig()
    {
        Vocabulary.WriteTo(_folder["tokenizer"]);
        File.WriteAllText(_folder["tokenizer/tokenizer_config.json"], """{"pad_token":"<|endoftext|>","model_max_length":1e30}""");
        File.WriteAllText(_folder["tokenizer/special_tokens_map.json"], """{"pad_token":{"content":"!","lstrip":false}}""");

        var tokenizer = ClipTokenizer.FromFolder(_folder["tokenizer"]);

        (tokenizer.PadId, tokenizer.MaxLength).ShouldBe((0, 77));
    }

    [Theory]
    [InlineData("vocab.json", "[]", "vocab.json")]
    [InlineData("vocab.json", """{"a":0,"a":1}""", "vocab.json")]
    [InlineData("vocab.json", """{"a":0,"b":0}""", "'b'")]
    [InlineData("vocab.json", """{"a":-1}""", "'a'")]
    [InlineData("vocab.json", """{"\ud800":1}""", "vocab.json")]
    [InlineData("vocab.json", """{"a":0}""", "do not belong together")]
    [InlineData("merges.txt", "#version: 0.2\na b c\n", "line 2")]
    [InlineData("merges.txt", "a\n", "line 1")]
    [InlineData("merges.txt", "q q\n", "'qq'")]
    [InlineData("merges.txt", "c a\nc a\n", "line 2")]
    [InlineData("tokenizer_config.json", """{"model_max_length":1}""", "model_max_length")]
    [InlineData("tokenizer_config.json", """{"model_max_length":"long"}""", "model_max_length")]
    [InlineData("special_tokens_map.json", """{"pad_token":"<pad>"}""", "'<pad>'")]
    [InlineData("special_tokens_map.json", """{"pad_token":7}""", "pad_token")]
    [InlineData("special_tokens_map.json", "{", "special_tokens_map.json")]
    [InlineData("tokenizer_config.json", """{"tokenizer_class":"T5Tokenizer"}""", "tokenizer_class is \"T5Tokenizer\"")]
    [InlineData("tokenizer_config.json", """{"padding_side":"left"}""", "padding_side")]
    [InlineData("tokenizer_config.json", """{"eos_token":"</s>"}""", "eos_token is '</s>'")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder":{"49408":{"content":"<cat-toy>","special":false}}}""", "<cat-toy>")]
    [InlineData("tokenizer_config.json", """{"add_bos_token":true}""", "add_bos_token is true")]
    [InlineData("special_tokens_map.json", """{"additional_special_tokens":["<extra>"]}""", "<extra>")]
    [InlineData("added_tokens.json", """{"<cat-toy>":49408}""", "<cat-toy>")]
    public void FromFolder_DamagedFile_IsRefusedInOneLine(string file, string content, string named)
    {
        Vocabulary.WriteTo(_folder["tokenizer"]);
        File.WriteAllText(_folder["tokenizer/" + file], content);

        var message = Should.Throw<RewardLabException>(() => ClipTokenizer.FromFolder(_folder["tokenizer"])).Message;

        message.ShouldContain(named);
        message.ShouldContain(_folder["tokenizer"]);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void FromFolder_MutatedFiles_OpensOrRefuses()
    {
        Vocabulary.WriteTo(_folder["tokenizer"]);
        foreach (var file in Directory.GetFiles(_folder["tokenizer"]))
        {
            var original = File.ReadAllBytes(file);
            for (var seed = 0; seed < 60; seed++)
            {
                File.WriteAllBytes(file, Mutation.Create(original, seed));
                Refusal.OrNothing(() => ClipTokenizer.FromFolder(_folder["tokenizer"]).Encode("three cats, caf\u00e9"), file);
            }

            File.WriteAllBytes(file, original);
        }
    }

    [Fact]
    public void FromMergesFile_TooFewMerges_SaysHowMany()
    {
        File.WriteAllText(_folder["m.txt"], "\"m.txt#version: 0.2\na b\n");

        Should.Throw<RewardLabException>(() => ClipTokenizer.FromMergesFile(_folder["m.txt"])).Message.ShouldContain("has 1 merges");
        ClipBpeVocabulary.FromMergesFile(_folder["m.txt"], vocabularySize: 515).Tokens["ab"].ShouldBe(512);
        Should.Throw<RewardLabException>(() => ClipTokenizer.FromMergesFile(_folder["none.txt"])).Message.ShouldContain("none.txt");
    }

    private static ClipBpeVocabulary Train(IEnumerable<string> texts) =>
        ClipBpeVocabularyTrainer.Train(texts, maxMerges: 60, cancellationToken: TestContext.Current.CancellationToken);
}
