using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Tests.Text;

/// <summary>Folders whose tokenizer is tokenizer.json alone, as newer exports write it.</summary>
public sealed class TokenizerFileTests : IDisposable
{
    private static readonly ClipBpeVocabulary Vocabulary = ClipBpeVocabularyTrainer.TrainOnWords(
        [("low", 5), ("lower", 2), ("newest", 6), ("widest", 3), ("café", 4)], maxMerges: 12, cancellationToken: CancellationToken.None);

    private static readonly string[] Pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "red", "ball", "##s", "!"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Clip_OfOneFile_EncodesAsOfTwo(bool areMergesPairs)
    {
        Vocabulary.WriteTo(_folder["two"], maxLength: 20);
        Write("one/tokenizer.json", Clip(areMergesPairs));
        File.Copy(_folder["two/tokenizer_config.json"], _folder["one/tokenizer_config.json"]);
        var two = ClipTokenizer.FromFolder(_folder["two"]);

        var one = ClipTokenizer.FromFolder(ModelFolder.Open(_folder["one"]));

        one.MaxLength.ShouldBe(20);
        one.Vocabulary.Merges.ShouldBe(two.Vocabulary.Merges);
        one.Vocabulary.Tokens.OrderBy(entry => entry.Value).ShouldBe(two.Vocabulary.Tokens.OrderBy(entry => entry.Value));
        Gen.OneOf(Gen.String, Gen.Char["abcelnorstwé "].Array[1, 20].Select(letters => new string(letters)))
            .Sample(text => one.Encode(text).ShouldBe(two.Encode(text)), iter: 300);
    }

    [Fact]
    public void Clip_PaddingAndTruncationOfTheFile_CountWhereNothingElseSaysThem()
    {
        var json = Clip(areMergesPairs: true);
        json["truncation"] = new JsonObject { ["max_length"] = 12 };
        json["padding"] = new JsonObject { ["pad_token"] = "!" };
        Write("one/tokenizer.json", json);

        var tokenizer = ClipTokenizer.FromFolder(_folder["one"]);

        (tokenizer.MaxLength, tokenizer.PadId).ShouldBe((12, Vocabulary.Tokens["!"]));
        tokenizer.BeginId.ShouldBe(Vocabulary.Tokens["<|startoftext|>"]);
    }

    [Fact]
    public void Clip_OfTheModelAlone_IsRead()
    {
        // Whatever else is missing is as CLIP has it; the special tokens may stand in the vocabulary.
        var model = new JsonObject
        {
            ["vocab"] = JsonSerializer.SerializeToNode(Vocabulary.Tokens),
            ["merges"] = new JsonArray([.. Vocabulary.Merges.Select(merge => (JsonNode)$"{merge.Left} {merge.Right}")]),
        };
        Write("one/tokenizer.json", new JsonObject { ["model"] = model });

        ClipTokenizer.FromFolder(_folder["one"]).Encode("lowest").ShouldBe(new ClipTokenizer(Vocabulary).Encode("lowest"));
    }

    [Fact]
    public void Clip_OfBothKindsOfFiles_TakesTheTwo()
    {
        Vocabulary.WriteTo(_folder["both"]);
        File.WriteAllText(_folder["both/tokenizer.json"], "not even JSON");
        ClipTokenizer.FromFolder(_folder["both"]).Vocabulary.Merges.ShouldBe(Vocabulary.Merges);
    }

    [Theory]
    [InlineData("model.type", "\"Unigram\"", "model.type is 'Unigram'")]
    [InlineData("model.end_of_word_suffix", "\"\"", "model.end_of_word_suffix is ''")]
    [InlineData("model.byte_fallback", "true", "model.byte_fallback is 'true'")]
    [InlineData("model.merges", "[[\"l\"]]", "merge 1 is not two symbols")]
    [InlineData("model.merges", "[\"l o w\"]", "merge 1 is not two symbols")]
    [InlineData("model.merges", "7", "has no list 'model.merges'")]
    [InlineData("model.merges", "[[\"q\", \"zz\"]]", "lacks the token 'zz'")]
    [InlineData("model.vocab", "{\"!\": -1}", "token '!' has no whole number")]
    [InlineData(
        "normalizer", "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFC\"}, {\"type\": \"StripAccents\"}]}", "normalizer[1].type is 'StripAccents'")]
    [InlineData("added_tokens", "[{\"id\": 9000, \"content\": \"<my-cat>\"}]", "adds the token '<my-cat>'")]
    [InlineData("pre_tokenizer", "{\"type\": \"Metaspace\"}", "pre_tokenizer.type is 'Metaspace'")]
    public void Clip_OfOtherMathematics_IsRefusedByName(string place, string value, string problem)
    {
        var json = Clip(areMergesPairs: true);
        var path = place.Split('.');
        var map = path.Length == 1 ? json : json[path[0]]!.AsObject();
        map[path[^1]] = JsonNode.Parse(value);
        Write("one/tokenizer.json", json);

        var message = Should.Throw<RewardLabException>(() => ClipTokenizer.FromFolder(_folder["one"])).Message;

        message.ShouldContain("tokenizer.json");
        message.ShouldContain(problem);
        message.ShouldNotContain('\n');
    }

    [Fact]
    public void Clip_OfNoFile_NamesTheUsualOne()
    {
        Directory.CreateDirectory(_folder["none"]);
        Should.Throw<RewardLabException>(() => ClipTokenizer.FromFolder(ModelFolder.Open(_folder["none"]))).Message.ShouldContain("has no file 'vocab.json'");
    }

    [Fact]
    public void Bert_OfOneFile_EncodesAsOfAVocabulary()
    {
        File.WriteAllLines(_folder["vocab.txt"], Pieces);
        Write("one/tokenizer.json", Bert());
        var expected = BertTokenizer.FromFile(_folder["vocab.txt"], 12);

        var tokenizer = BertTokenizer.FromFile(BertTokenizer.FindFile(ModelFolder.Open(_folder["one"])), 12);

        tokenizer.VocabularySize.ShouldBe(Pieces.Length);
        Gen.OneOf(Gen.String, Gen.Const("A RED balls! [SEP] zebra")).Sample(text => tokenizer.Encode(text).ShouldBe(expected.Encode(text)), iter: 200);
    }

    [Theory]
    [InlineData("model.type", "\"BPE\"", "model.type is 'BPE'")]
    [InlineData("normalizer.lowercase", "false", "normalizer.lowercase is 'false'")]
    [InlineData("model.vocab", "{\"[PAD]\": 0, \"a\": 7}", "its ids are not those from 0 to")]
    public void Bert_OfOtherMathematics_IsRefusedByName(string place, string value, string problem)
    {
        var json = Bert();
        var path = place.Split('.');
        json[path[0]]!.AsObject()[path[1]] = JsonNode.Parse(value);
        Write("one/tokenizer.json", json);

        Should.Throw<RewardLabException>(() => BertTokenizer.FromFile(_folder["one/tokenizer.json"], 12)).Message.ShouldContain(problem);
    }

    private static JsonObject Clip(bool areMergesPairs)
    {
        // As the library writes it: the special tokens are added ones.
        var specials = (string[])["<|startoftext|>", "<|endoftext|>"];
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(
                [.. specials.Select(token => (JsonNode)new JsonObject { ["id"] = Vocabulary.Tokens[token], ["content"] = token, ["special"] = true })]),
            ["normalizer"] = JsonNode.Parse(
                """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "},{"type":"Lowercase"}]}"""),
            ["pre_tokenizer"] = JsonNode.Parse(
                """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"x"},"behavior":"Removed","invert":true},"""
                + """{"type":"ByteLevel","add_prefix_space":false}]}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = "<|endoftext|>",
                ["continuing_subword_prefix"] = "",
                ["end_of_word_suffix"] = "</w>",
                ["fuse_unk"] = false,
                ["vocab"] = JsonSerializer.SerializeToNode(
                    Vocabulary.Tokens.Where(entry => !specials.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal)),
                ["merges"] = new JsonArray(
                    [.. Vocabulary.Merges.Select(merge => areMergesPairs ? new JsonArray(merge.Left, merge.Right) : (JsonNode)$"{merge.Left} {merge.Right}")]),
            },
        };
    }

    private static JsonObject Bert() => new()
    {
        ["normalizer"] = JsonNode.Parse("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}"""),
        ["pre_tokenizer"] = JsonNode.Parse("""{"type":"BertPreTokenizer"}"""),
        ["model"] = new JsonObject
        {
            ["type"] = "WordPiece",
            ["unk_token"] = "[UNK]",
            ["continuing_subword_prefix"] = "##",
            ["max_input_chars_per_word"] = 100,
            ["vocab"] = JsonSerializer.SerializeToNode(Pieces.Index().ToDictionary(piece => piece.Item, piece => piece.Index, StringComparer.Ordinal)),
        },
    };

    private void Write(string name, JsonObject json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], json.ToJsonString());
    }
}
